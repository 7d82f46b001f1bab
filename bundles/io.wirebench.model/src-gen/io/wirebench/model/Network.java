/**
 */
package io.wirebench.model;

import org.eclipse.emf.common.util.EList;

/**
 * <!-- begin-user-doc -->
 * A representation of the model object '<em><b>Network</b></em>'.
 * <!-- end-user-doc -->
 *
 * <!-- begin-model-doc -->
 * A network: nodes, links, traffic, measurements and a scenario.
 * <!-- end-model-doc -->
 *
 * <p>
 * The following features are supported:
 * </p>
 * <ul>
 *   <li>{@link io.wirebench.model.Network#getDescription <em>Description</em>}</li>
 *   <li>{@link io.wirebench.model.Network#getSeed <em>Seed</em>}</li>
 *   <li>{@link io.wirebench.model.Network#getAddressing <em>Addressing</em>}</li>
 *   <li>{@link io.wirebench.model.Network#getRoutes <em>Routes</em>}</li>
 *   <li>{@link io.wirebench.model.Network#getNodes <em>Nodes</em>}</li>
 *   <li>{@link io.wirebench.model.Network#getLinks <em>Links</em>}</li>
 *   <li>{@link io.wirebench.model.Network#getFlows <em>Flows</em>}</li>
 *   <li>{@link io.wirebench.model.Network#getProbes <em>Probes</em>}</li>
 *   <li>{@link io.wirebench.model.Network#getScenario <em>Scenario</em>}</li>
 * </ul>
 *
 * @see io.wirebench.model.ModelPackage#getNetwork()
 * @model
 * @generated
 */
public interface Network extends Named {
	/**
	 * Returns the value of the '<em><b>Description</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * What it is about, for people.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Description</em>' attribute.
	 * @see #setDescription(String)
	 * @see io.wirebench.model.ModelPackage#getNetwork_Description()
	 * @model
	 * @generated
	 */
	String getDescription();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Network#getDescription <em>Description</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Description</em>' attribute.
	 * @see #getDescription()
	 * @generated
	 */
	void setDescription(String value);

	/**
	 * Returns the value of the '<em><b>Seed</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Determines every random decision of a run.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Seed</em>' attribute.
	 * @see #setSeed(long)
	 * @see io.wirebench.model.ModelPackage#getNetwork_Seed()
	 * @model
	 * @generated
	 */
	long getSeed();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Network#getSeed <em>Seed</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Seed</em>' attribute.
	 * @see #getSeed()
	 * @generated
	 */
	void setSeed(long value);

	/**
	 * Returns the value of the '<em><b>Addressing</b></em>' attribute.
	 * The default value is <code>"auto"</code>.
	 * The literals are from the enumeration {@link io.wirebench.model.Automation}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * auto: addresses that the file does not give are assigned; manual: only those of the file.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Addressing</em>' attribute.
	 * @see io.wirebench.model.Automation
	 * @see #setAddressing(Automation)
	 * @see io.wirebench.model.ModelPackage#getNetwork_Addressing()
	 * @model default="auto"
	 * @generated
	 */
	Automation getAddressing();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Network#getAddressing <em>Addressing</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Addressing</em>' attribute.
	 * @see io.wirebench.model.Automation
	 * @see #getAddressing()
	 * @generated
	 */
	void setAddressing(Automation value);

	/**
	 * Returns the value of the '<em><b>Routes</b></em>' attribute.
	 * The default value is <code>"auto"</code>.
	 * The literals are from the enumeration {@link io.wirebench.model.Automation}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * auto: static routes for the shortest paths; none: only what the kernel makes by itself.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Routes</em>' attribute.
	 * @see io.wirebench.model.Automation
	 * @see #setRoutes(Automation)
	 * @see io.wirebench.model.ModelPackage#getNetwork_Routes()
	 * @model default="auto"
	 * @generated
	 */
	Automation getRoutes();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Network#getRoutes <em>Routes</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Routes</em>' attribute.
	 * @see io.wirebench.model.Automation
	 * @see #getRoutes()
	 * @generated
	 */
	void setRoutes(Automation value);

	/**
	 * Returns the value of the '<em><b>Nodes</b></em>' containment reference list.
	 * The list contents are of type {@link io.wirebench.model.Node}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Hosts, routers, switches and others.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Nodes</em>' containment reference list.
	 * @see io.wirebench.model.ModelPackage#getNetwork_Nodes()
	 * @model containment="true"
	 * @generated
	 */
	EList<Node> getNodes();

	/**
	 * Returns the value of the '<em><b>Links</b></em>' containment reference list.
	 * The list contents are of type {@link io.wirebench.model.Link}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Connections between two interfaces.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Links</em>' containment reference list.
	 * @see io.wirebench.model.ModelPackage#getNetwork_Links()
	 * @model containment="true"
	 * @generated
	 */
	EList<Link> getLinks();

	/**
	 * Returns the value of the '<em><b>Flows</b></em>' containment reference list.
	 * The list contents are of type {@link io.wirebench.model.Flow}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Traffic.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Flows</em>' containment reference list.
	 * @see io.wirebench.model.ModelPackage#getNetwork_Flows()
	 * @model containment="true"
	 * @generated
	 */
	EList<Flow> getFlows();

	/**
	 * Returns the value of the '<em><b>Probes</b></em>' containment reference list.
	 * The list contents are of type {@link io.wirebench.model.Probe}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Measurements.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Probes</em>' containment reference list.
	 * @see io.wirebench.model.ModelPackage#getNetwork_Probes()
	 * @model containment="true"
	 * @generated
	 */
	EList<Probe> getProbes();

	/**
	 * Returns the value of the '<em><b>Scenario</b></em>' containment reference.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * What happens during a run, or null.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Scenario</em>' containment reference.
	 * @see #setScenario(Scenario)
	 * @see io.wirebench.model.ModelPackage#getNetwork_Scenario()
	 * @model containment="true"
	 * @generated
	 */
	Scenario getScenario();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Network#getScenario <em>Scenario</em>}' containment reference.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Scenario</em>' containment reference.
	 * @see #getScenario()
	 * @generated
	 */
	void setScenario(Scenario value);

} // Network
